const described = (method: string, summary: string) => ({
  get: {
    operationId: method,
    summary,
    tags: ['documents'],
    parameters: [
      {
        name: 'If-None-Match',
        in: 'header',
        required: false,
        description: 'the ETag you have',
        schema: { type: 'string' },
      },
    ],
    responses: {
      200: {
        description: 'the document',
        headers: { ETag: { description: 'changes with the document', schema: { type: 'string' } } },
        content: { 'application/json': { schema: { type: 'object', additionalProperties: true }, example: {} } },
      },
      304: { description: 'you have it already' },
    },
  },
});

/** The documents themselves: no controller serves them. */
export const DOCUMENT_PATHS = {
  '/openapi.json': described('read', 'This document'),
  '/asyncapi.json': described('read', 'The messages on the hub, as AsyncAPI 3'),
};
