import { describe, expect, it } from 'vitest';
import { baseInfo, metaOf, rootLink } from './information.js';
import { OPTIMADE_PROVIDER, readProvider } from './provider.js';

describe('the provider that an operator tells', () => {
  const json =
    '{"name":"Lab","homepage":"https://lab.org","license":"https://a.org/by","maintainer":"a@lab.org"}';

  it('is what the answers say', () => {
    const provider = readProvider(json)!;
    expect(provider.description).toBe(OPTIMADE_PROVIDER.description);
    const told = { representation: '/', time: new Date(0), softwareVersion: '1', prefix: 'lab', provider };
    expect(metaOf(told)).toMatchObject({
      provider: { name: 'Lab', homepage: 'https://lab.org', prefix: 'lab' },
      implementation: { maintainer: { email: 'a@lab.org' } },
    });
    expect(metaOf({ ...told, provider: OPTIMADE_PROVIDER })).not.toHaveProperty('implementation.maintainer');
    expect(baseInfo('http://h/optimade', provider)).toMatchObject({
      attributes: { license: 'https://a.org/by' },
    });
    expect(rootLink('http://h/optimade', 'lab', provider)).toMatchObject({
      attributes: { name: 'Lab', homepage: 'https://lab.org' },
    });
  });

  it.each([
    'Lab',
    '[]',
    'null',
    '{"name":""}',
    '{"nome":"Lab"}',
    '{"homepage":"lab.org"}',
    '{"maintainer":"a"}',
  ])('is refused as %s', (text) => expect(readProvider(text)).toBeNull());
});
