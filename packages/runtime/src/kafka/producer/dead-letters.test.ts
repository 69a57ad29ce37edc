import { describe, expect, it } from '@jest/globals';
import { MessageError } from '@gazette/schemas';
import { metrics } from '../../telemetry.ts';
import {
  deadLetterHeaders,
  propagatedHeaders,
  publishDeadLetters,
  writeTimeOf,
  type DeadLetter,
} from './dead-letters.ts';
import type { RawPublisher } from './publisher.ts';
import type { OutgoingRecord } from './split-batches.ts';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

function aLetter(headers: Readonly<Record<string, string>>): DeadLetter {
  const message = {
    topic: 't-articles.inbox',
    partition: 2,
    offset: '9',
    key: Buffer.from('ff00', 'hex'),
    value: Buffer.from('poison'),
    headers,
    timestamp: 0,
    writtenAt: 500,
  };
  const error = new MessageError('undecodable', 'No Avro.');
  return { message, error, stage: 'test-stage', attempts: 1, firstAt: 0, lastAt: 0 };
}

async function publish(headers: Readonly<Record<string, string>>): Promise<OutgoingRecord> {
  const sent: OutgoingRecord[] = [];
  const publisher: RawPublisher = {
    send: (_topic, _maxBytes, records) => {
      sent.push(...records);
      return Promise.resolve([{ outcome: 'delivered', partition: 2, offset: '0', appendedAt: null }]);
    },
    stop: () => Promise.resolve(),
  };
  await publishDeadLetters(publisher, 't-articles.inbox', 't-', [aLetter(headers)]);
  return sent[0] as OutgoingRecord;
}

describe('publishDeadLetters', () => {
  it('keeps key, value and partition unchanged, and records their origin', async () => {
    const record = await publish({ producer: 'wire' });

    expect(record).toMatchObject({
      key: Buffer.from('ff00', 'hex'),
      value: Buffer.from('poison'),
      partition: 2,
    });
    expect(record.headers).toMatchObject({
      producer: 'wire',
      [deadLetterHeaders.topic]: 'articles.inbox',
      [deadLetterHeaders.offset]: '9',
    });
  });

  it('keeps the propagated headers, whatever other headers a sender added', async () => {
    const noise = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`noise-${n}`, 'x'.repeat(1000)]));

    const { headers } = await publish({ ...noise, producer: 'wire', traceparent: TRACE });

    expect(propagatedHeaders(headers as Record<string, string>)).toEqual({
      producer: 'wire',
      traceparent: TRACE,
    });
    expect(JSON.stringify(headers).length).toBeLessThan(20_000);
  });

  it('drops reserved headers set by a sender', async () => {
    const { headers } = await publish({ 'gazette-redirect': 'x', [deadLetterHeaders.topic]: 'articles.raw' });

    expect(headers).not.toHaveProperty('gazette-redirect');
    expect(headers[deadLetterHeaders.topic]).toBe('articles.inbox');
  });

  it('counts dead letters by stage and class', async () => {
    await publish({});

    expect(await metrics.getSingleMetricAsString('gazette_dead_letters_total')).toMatch(
      /gazette_dead_letters_total\{stage="test-stage",class="undecodable"\} [1-9]/,
    );
  });
});

describe('the write time of a message that is sent again', () => {
  it('travels with its dead letter', async () => {
    expect((await publish({})).headers).toMatchObject({ 'gazette-written-at': '500' });
    expect((await publish({ 'gazette-written-at': '300' })).headers).toMatchObject({
      'gazette-written-at': '300',
    });
  });

  it('is left out when it is not known, so that a redrive takes the time of the dead letter', async () => {
    expect((await publish({ 'gazette-written-at': '0' })).headers).not.toHaveProperty('gazette-written-at');
  });

  it.each([
    { case: 'its append time, when it was not sent before', header: undefined, expected: 500 },
    { case: 'its original time, which is earlier', header: '300', expected: 300 },
    { case: 'never later than its append time', header: '900', expected: 500 },
  ])('is $case', ({ header, expected }) => {
    const headers = header === undefined ? {} : { 'gazette-written-at': header };

    expect(writeTimeOf({ headers, writtenAt: 500 })).toBe(expected);
  });

  it('is an error when the header is not a time', () => {
    expect(() => writeTimeOf({ headers: { 'gazette-written-at': 'soon' }, writtenAt: 500 })).toThrow(
      'gazette-written-at: expected milliseconds since the epoch, found "soon".',
    );
  });
});
