import type { StreamableFile } from '@nestjs/common';
import type { ModelFile } from '../../workflows/models/read-models.js';
import { bytesAnswer } from '../requests/binary-answer.js';

const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
};

export const modelFileAnswer = ({ name, bytes }: ModelFile): StreamableFile =>
  bytesAnswer(bytes, {
    type: TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    fileName: name,
  });
