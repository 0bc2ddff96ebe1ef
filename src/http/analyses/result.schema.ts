/** The result is described by its own versioned schema (src/science/interpretation); the API names it. */
export const RESULT_SCHEMA = {
  title: 'InterpretationResult',
  type: 'object',
  properties: { schema: { type: 'string', enum: ['kaimen.interpretation/1'] } },
  required: ['schema'],
  additionalProperties: true,
};

/** As `fullResolution` of a result. */
export const MAPS_SCHEMA = {
  title: 'Maps',
  type: 'object',
  properties: {
    nPixels: { type: 'integer' },
    binning: { type: 'integer' },
    navigation: { type: 'array', items: { type: 'object', additionalProperties: true } },
    planes: { type: 'array', items: { type: 'object', additionalProperties: true } },
  },
  required: ['nPixels', 'binning', 'navigation', 'planes'],
};
