import { describe, expect, it } from '@jest/globals';
import { isOfArticle } from './identity.ts';

const article = { producer: 'agency', externalId: 'a-1', url: 'https://agency.example/a' };

describe('isOfArticle', () => {
  it.each([
    { case: 'recognises the external id', message: { ...article, url: null }, expected: true },
    {
      case: 'recognises the URL of a message without an external id',
      message: { ...article, externalId: null },
      expected: true,
    },
    {
      case: 'takes another external id under the same URL for another article',
      message: { ...article, externalId: 'a-2' },
      expected: false,
    },
    {
      case: 'takes the external id of another producer for another article',
      message: { ...article, producer: 'wire' },
      expected: false,
    },
    { case: 'ignores a message without producer', message: { ...article, producer: null }, expected: false },
    {
      case: 'ignores a message that names nothing',
      message: { producer: 'agency', externalId: null, url: null },
      expected: false,
    },
  ])('$case', ({ message, expected }) => {
    expect(isOfArticle(message, [article])).toBe(expected);
  });
});
