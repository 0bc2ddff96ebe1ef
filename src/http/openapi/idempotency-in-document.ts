import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { ProblemDto } from '../problems/problem.dto.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['post']>;

const HEADER = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description:
    'A text in double quotes, a UUID or a word, new for each thing to be done: sent again within 24 hours, the request is answered as the first time (Idempotency-Replayed: true) and done once.',
  schema: { type: 'string' as const, maxLength: 512 },
};

const REFUSALS: Readonly<Record<string, string>> = {
  400: 'invalid-idempotency-key',
  409: 'idempotency-in-progress',
  422: 'idempotency-key-reused, secret-not-kept',
};

/** Each POST takes the header, as one guard reads it for all of them. */
export function withIdempotencyKey(document: OpenAPIObject): OpenAPIObject {
  for (const { post } of Object.values(document.paths)) {
    if (post === undefined) continue;
    post.parameters = [...(post.parameters ?? []), HEADER];
    for (const [status, codes] of Object.entries(REFUSALS)) addRefusal(post, status, codes);
  }
  return document;
}

function addRefusal({ responses }: Operation, status: string, codes: string): void {
  const there = responses[status] as { description: string } | undefined;
  responses[status] = {
    description: there === undefined ? codes : `${there.description}, ${codes}`,
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
  };
}
