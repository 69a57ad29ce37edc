import { describe, expect, it } from '@jest/globals';
import { parseJson } from './parse-json.ts';

describe('parseJson', () => {
  it.each([
    { json: `${'['.repeat(100)}${']'.repeat(100)}`, isRead: true },
    { json: `${'['.repeat(101)}${']'.repeat(101)}`, isRead: false },
    { json: `${'{"a":'.repeat(101)}1${'}'.repeat(101)}`, isRead: false },
    { json: JSON.stringify(['['.repeat(500), '\\"', '['.repeat(500)]), isRead: true },
    { json: `[${'[],'.repeat(500)}[]]`, isRead: true },
    { json: '{"a": 1', isRead: false },
  ])('reads what is no deeper than any feed: $json', ({ json, isRead }) => {
    expect(parseJson(json)).toEqual(isRead ? JSON.parse(json) : null);
  });
});
