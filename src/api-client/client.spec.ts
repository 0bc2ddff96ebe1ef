import { expect, it } from 'vitest';
import { problemOfText } from './client.js';

it('keeps the status of an answer that is no problem body', () => {
  for (const text of ['<html>', '', '[]', '"x"']) {
    expect(problemOfText(text, 502)).toMatchObject({ code: 'no-reason', status: 502 });
  }
  expect(problemOfText('{"code":"unsupported-media-type","title":"t"}', 415)).toMatchObject({
    code: 'unsupported-media-type',
    title: 't',
  });
});
