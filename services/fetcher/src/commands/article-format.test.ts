import { describe, expect, it } from '@jest/globals';
import { formatOf, isArticleFile } from './article-format.ts';

describe('formatOf', () => {
  it.each([
    { case: 'text by its extension', file: 'talks.txt', begins: '{"title": "x"}\n', expected: 'text' },
    { case: 'NDJSON by its extension', file: 'a.ndjson', begins: 'broken\n', expected: 'ndjson' },
    { case: 'JSON lines by their extension', file: 'a.JSONL', begins: '{}\n', expected: 'ndjson' },
    {
      case: 'JSON spread over several lines',
      file: 'a.json',
      begins: '{\n  "title": "x"\n',
      expected: 'json',
    },
    { case: 'an array', file: 'a.json', begins: '[{"title": "x"},\n', expected: 'json' },
    { case: 'NDJSON in a file named .json', file: 'a.json', begins: '{"title": "x"}\n', expected: 'ndjson' },
    { case: 'broken JSON by its extension', file: 'a.json', begins: 'title: x', expected: 'json' },
    { case: 'one line of JSON on standard input', file: null, begins: '{"title": "x"}', expected: 'ndjson' },
    {
      case: 'JSON spread over several lines after a byte order mark',
      file: null,
      begins: '\uFEFF\n{"title":\n',
      expected: 'json',
    },
    { case: 'an empty array', file: null, begins: '[ ]', expected: 'json' },
    { case: 'prose', file: null, begins: 'Talks in Washington\n', expected: 'text' },
    { case: 'prose in brackets', file: null, begins: '[Updated] Talks in Washington\n', expected: 'text' },
    { case: 'prose in braces', file: 'note', begins: '{sic}\n', expected: 'text' },
    { case: 'CSV by its extension', file: 'a.CSV', begins: 'title,body\n', expected: 'csv' },
    { case: 'tab-separated values', file: 'a.tsv', begins: 'title\tbody\n', expected: 'csv' },
    { case: 'a page by its extension', file: 'a.htm', begins: 'Talks\n', expected: 'html' },
    { case: 'a page on standard input', file: null, begins: '\n<!DOCTYPE html>\n', expected: 'html' },
    { case: 'empty input', file: null, begins: '', expected: 'text' },
  ])('detects $case', ({ file, begins, expected }) => {
    expect(formatOf(file, begins)).toBe(expected);
  });
});

describe('isArticleFile', () => {
  it.each([
    { file: 'a.txt', expected: true },
    { file: 'a.NDJSON', expected: true },
    { file: 'a.csv', expected: true },
    { file: 'a.html', expected: true },
    { file: 'a.json.gz', expected: false },
    { file: 'README', expected: false },
  ])('answers $expected for $file', ({ file, expected }) => {
    expect(isArticleFile(file)).toBe(expected);
  });
});
