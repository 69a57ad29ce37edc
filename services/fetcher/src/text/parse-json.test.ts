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
  ])('parses JSON only up to 100 levels deep: $json', ({ json, isRead }) => {
    expect(parseJson(json)).toEqual(isRead ? JSON.parse(json) : null);
  });
});
