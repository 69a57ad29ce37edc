import { describe, expect, it } from '@jest/globals';
import { readPushAnswers } from './push-answers.ts';

const accepted = '{"line":1,"id":"a","revision":7,"topic":"articles.raw","partition":3,"offset":"12"}\n';
const refused = '{"line":2,"status":422,"errors":[{"field":"title","detail":"expected a headline"}]}\n';
const done = '{"done":true,"refused":1}\n';

describe('readPushAnswers', () => {
  it('reads the answer of each line', () => {
    const { byLine, failure } = readPushAnswers(accepted + refused + done);

    expect(failure).toBeNull();
    expect(byLine.get(1)).toEqual({
      id: 'a',
      revision: 7,
      topic: 'articles.raw',
      partition: 3,
      offset: '12',
    });
    expect(byLine.get(2)).toEqual({
      status: 422,
      errors: [{ field: 'title', detail: 'expected a headline' }],
    });
  });

  it.each([
    { case: 'before the last line', text: accepted, failure: 'the answer ended early' },
    {
      case: 'in the middle of a line',
      text: accepted + refused.slice(0, 20),
      failure: 'the answer ended early',
    },
    {
      case: 'with a reason',
      text: `${accepted}{"status":503,"detail":"Kafka is unavailable."}\n`,
      failure: 'Kafka is unavailable.',
    },
  ])('keeps the lines of an answer that ended $case', ({ text, failure }) => {
    const answers = readPushAnswers(text);

    expect([...answers.byLine.keys()]).toEqual([1]);
    expect(answers.failure).toBe(failure);
  });

  it('refuses anything that is not an answer of the push API', () => {
    expect(() => readPushAnswers('<html>\n')).toThrow('expected an answer of the push API, found "<html>"');
  });
});
