import { describe, expect, it } from '@jest/globals';
import { topics } from '@gazette/schemas';
import { chooseCopies, driftOf } from './topic-settings.ts';

describe('the copies of new topics', () => {
  it.each([
    { brokers: 3, wishes: { singleBroker: false }, expected: { replicas: 3, minInsync: 2 } },
    { brokers: 5, wishes: { singleBroker: false }, expected: { replicas: 3, minInsync: 2 } },
    { brokers: 2, wishes: { singleBroker: false }, expected: { replicas: 2, minInsync: 2 } },
    { brokers: 3, wishes: { singleBroker: false, replicas: 2 }, expected: { replicas: 2, minInsync: 2 } },
    { brokers: 1, wishes: { singleBroker: true }, expected: { replicas: 1, minInsync: 1 } },
    { brokers: 3, wishes: { singleBroker: true }, expected: { replicas: 3, minInsync: 2 } },
  ])('are $expected with $brokers brokers and $wishes', ({ brokers, wishes, expected }) => {
    expect(chooseCopies(brokers, wishes)).toMatchObject(expected);
  });

  it.each([
    { brokers: 1, replicas: undefined },
    { brokers: 3, replicas: 1 },
  ])('are refused when they would be one of $brokers brokers', ({ brokers, replicas }) => {
    expect(() => chooseCopies(brokers, { singleBroker: false, ...(replicas ? { replicas } : {}) })).toThrow(
      /single disk.*GAZETTE_SINGLE_BROKER=true/,
    );
  });

  it('cannot exceed the number of brokers', () => {
    expect(() => chooseCopies(1, { singleBroker: true, replicas: 3 })).toThrow(
      'Expected at most as many replicas as brokers, found 3 and 1.',
    );
  });
});

describe('the drift of an existing topic', () => {
  const copies = { replicas: 3, minInsync: 2, singleBroker: false };
  const fine = {
    effective: { ...topics.inbox.config, 'max.message.bytes': '2097152', 'min.insync.replicas': '2' },
    own: {},
    partitions: 12,
    replicas: 3,
  };

  it('is nothing when every setting is as expected or safer', () => {
    const safer = { ...fine, effective: { ...fine.effective, 'min.insync.replicas': '3' } };

    expect(driftOf(topics.inbox, fine, copies)).toEqual({ migrate: {}, report: [] });
    expect(driftOf(topics.inbox, safer, copies)).toEqual({ migrate: {}, report: [] });
  });

  it('is migrated where compaction could keep a purged text for longer than a day', () => {
    const settings = { ...topics.raw.config, 'max.message.bytes': '2097152', 'min.insync.replicas': '2' };
    const found = (lagMs: string) => ({
      ...fine,
      effective: { ...settings, 'max.compaction.lag.ms': lagMs },
    });

    expect(driftOf(topics.raw, found('9223372036854775807'), copies).migrate).toEqual({
      'max.compaction.lag.ms': '86400000',
    });
    expect(driftOf(topics.raw, found('3600000'), copies)).toEqual({ migrate: {}, report: [] });
  });

  it('is migrated where a guarantee needs the setting, and reported elsewhere', () => {
    const effective = {
      ...fine.effective,
      'message.timestamp.type': 'CreateTime',
      'min.insync.replicas': '1',
      'retention.ms': '1000',
    };

    expect(driftOf(topics.inbox, { ...fine, effective, partitions: 24, replicas: 2 }, copies)).toEqual({
      migrate: { 'message.timestamp.type': 'LogAppendTime', 'min.insync.replicas': '2' },
      report: [
        'articles.inbox: expected retention.ms=604800000, found 1000.',
        'articles.inbox: expected 12 partitions, found 24.',
        'articles.inbox: expected 3 replicas, found 2.',
      ],
    });
  });

  it('allows one copy where the installation declares that it is enough', () => {
    const single = { ...fine, replicas: 1, effective: { ...fine.effective, 'min.insync.replicas': '1' } };

    expect(driftOf(topics.inbox, single, { ...copies, singleBroker: true })).toEqual({
      migrate: {},
      report: ['articles.inbox: expected 3 replicas, found 1.'],
    });
  });

  it('is refused when an acknowledged article would be on a single disk', () => {
    expect(() => driftOf(topics.inbox, { ...fine, replicas: 1 }, copies)).toThrow(
      /articles\.inbox has 1 replica.*kafka-reassign-partitions/,
    );
  });
});
