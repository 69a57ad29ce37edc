import { describe, expect, it } from '@jest/globals';
import { kafkaFields, openSearchFields, readEnv } from './config.ts';

const { GAZETTE_KAFKA } = kafkaFields;

describe('GAZETTE_KAFKA', () => {
  it('lists several brokers', () => {
    const env = { GAZETTE_KAFKA: 'a.example.org:9092, b.example.org:9093' };

    expect(readEnv(env, { GAZETTE_KAFKA }).GAZETTE_KAFKA).toEqual([
      'a.example.org:9092',
      'b.example.org:9093',
    ]);
  });

  it.each(['a.example.org', 'a:9092,', 'a:9092,b'])('is refused when it is %j', (text) => {
    expect(() => readEnv({ GAZETTE_KAFKA: text }, { GAZETTE_KAFKA })).toThrow(
      'GAZETTE_KAFKA: expected host:port; separate several with commas',
    );
  });
});

describe('GAZETTE_OPENSEARCH', () => {
  it('lists several nodes', () => {
    const env = { GAZETTE_OPENSEARCH: 'http://a:9200, https://user:secret@b.example.org/path' };

    expect(readEnv(env, openSearchFields).GAZETTE_OPENSEARCH).toEqual([
      'http://a:9200',
      'https://user:secret@b.example.org/path',
    ]);
  });

  it.each(['a:9200', 'http://a:9200,', 'http://a:9200,b:9200', 'http://a:port'])(
    'is refused when it is %j',
    (text) => {
      expect(() => readEnv({ GAZETTE_OPENSEARCH: text }, openSearchFields)).toThrow(
        'GAZETTE_OPENSEARCH: expected http:// or https:// URLs of nodes; separate several with commas',
      );
    },
  );
});
