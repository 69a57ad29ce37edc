import { describe, expect, it } from '@jest/globals';
import { readPlainArticle } from './plain-article.ts';

const long = 'Ministers meet again in the morning, '.repeat(5).trim();

describe('readPlainArticle', () => {
  it.each([
    {
      case: 'takes a short first line as the title',
      text: 'Talks in Washington\n\nSir Keir arrived.\n',
      title: 'Talks in Washington',
      body: 'Sir Keir arrived.',
    },
    {
      case: 'takes a question as the title',
      text: 'Can it hold?\r\nIt can.',
      title: 'Can it hold?',
      body: 'It can.',
    },
    {
      case: 'takes the file name when the first line ends with a full stop',
      text: 'Sir Keir arrived.\nHe was met.',
      title: 'Washington talks',
      body: 'Sir Keir arrived.\nHe was met.',
    },
    {
      case: 'takes the file name when the first line ends with a quoted sentence',
      text: '“We agree.”\nSo he said.',
      title: 'Washington talks',
      body: '“We agree.”\nSo he said.',
    },
    {
      case: 'takes the file name when the first line is long',
      text: `${long}\nMore.`,
      title: 'Washington talks',
      body: `${long}\nMore.`,
    },
    {
      case: 'takes the file name when there is only one line',
      text: 'Talks continue',
      title: 'Washington talks',
      body: 'Talks continue',
    },
  ])('$case', ({ text, title, body }) => {
    expect(readPlainArticle(text, 'news/washington-talks.txt')).toEqual({ title, body });
  });

  it.each([
    { fileName: 'washington_talks.txt', title: 'Washington talks' },
    { fileName: 'budget-2025-11-26.txt', title: 'Budget 2025-11-26' },
    { fileName: 'élysée--statement.md', title: 'Élysée statement' },
    { fileName: 'C:\\news\\Talks', title: 'Talks' },
    { fileName: '.txt', title: null },
    { fileName: '---', title: null },
    { fileName: null, title: null },
  ])('turns the file name $fileName into the title $title', ({ fileName, title }) => {
    expect(readPlainArticle('One sentence.', fileName).title).toBe(title);
  });
});
