import { describe, expect, it } from '@jest/globals';
import { findUndocumented, findUnknownVariables } from './doc-variables.mjs';

const known = { variables: new Set(['LOG_LEVEL']), sources: new Set(['IMAGE_INTAKE']) };

describe('variables of a document', () => {
  it('are known when the service reads them or the code has the word', () => {
    const text = '`LOG_LEVEL`, `LOG_LEVEL=debug`, stream `IMAGE_INTAKE`, `POST /api`, `GET`, LOUD_WORDS outside';

    expect(findUnknownVariables(text, known)).toEqual([]);
  });

  it('are found out when nobody reads them', () => {
    const text = '`LOG_LEVELS` and `LOG_LEVELS=debug`, `PORT_NUMBER`';

    expect(findUnknownVariables(text, known)).toEqual(['LOG_LEVELS', 'PORT_NUMBER']);
  });

  it('are missed when the list of all does not name them', () => {
    expect(findUndocumented('| `PORT` |', ['PORT', 'HOST'])).toEqual(['HOST']);
  });
});
