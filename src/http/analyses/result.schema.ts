/** The result is described by its own versioned schema (src/science/interpretation); the API names it. */
export const RESULT_SCHEMA = {
  title: 'InterpretationResult',
  type: 'object',
  properties: { schema: { type: 'string', enum: ['kaimen.interpretation/1'] } },
  required: ['schema'],
  additionalProperties: true,
};
