import { describe, expect, it } from '@jest/globals';
import { SetupError } from '@gazette/schemas';
import kafkajs from 'kafkajs';
import { classifyKafkaError, isRetriable, silenceOf } from './client.ts';

const {
  KafkaJSConnectionError,
  KafkaJSError,
  KafkaJSGroupCoordinatorNotFound,
  KafkaJSNonRetriableError,
  KafkaJSNumberOfRetriesExceeded,
  KafkaJSProtocolError,
} = kafkajs;

const refused = new KafkaJSConnectionError('connect ECONNREFUSED', {
  broker: '127.0.0.1:9092',
  code: 'ECONNREFUSED',
});
const forbidden = new KafkaJSProtocolError(
  Object.assign(new Error('Not authorized to access group'), {
    type: 'GROUP_AUTHORIZATION_FAILED',
    code: 30,
    retriable: false,
  }),
);
// Its type declares no message, but its constructor needs one.
const unknownCoordinator = Reflect.construct(KafkaJSGroupCoordinatorNotFound, ['nobody knows']) as Error;

/** The error of kafkajs' retrier when attempts ran out. */
function ranOut(cause: Error): Error {
  const metadata = { retryCount: 5, retryTime: 2000 };
  return Object.assign(new KafkaJSNumberOfRetriesExceeded(cause, metadata), { cause });
}

/** The error of kafkajs' retrier for what it does not retry. */
function givenUp(cause: Error): Error {
  return Object.assign(new KafkaJSNonRetriableError(cause.message), { cause });
}

describe('isRetriable', () => {
  it.each([
    { case: 'a broker is away', error: refused, may: true },
    {
      case: 'attempts ran out',
      error: ranOut(refused),
      may: true,
    },
    {
      case: 'attempts ran out below a fetch that was given up',
      error: givenUp(ranOut(refused)),
      may: true,
    },
    {
      case: 'no broker knows the coordinator',
      error: givenUp(unknownCoordinator),
      may: true,
    },
    { case: 'the group is silent', error: silenceOf('indexer'), may: true },
    { case: 'access is refused', error: givenUp(forbidden), may: false },
    { case: 'kafkajs has a bug', error: new TypeError('x is not a function'), may: false },
    {
      case: 'kafkajs marks the error as final',
      error: new KafkaJSError('no', { retriable: false }),
      may: false,
    },
  ])('is $may when $case', ({ error, may }) => {
    expect(isRetriable(error)).toBe(may);
  });
});

it('classifies refused access as a configuration fault, however deeply it is wrapped', () => {
  expect(classifyKafkaError(givenUp(forbidden))).toBeInstanceOf(SetupError);
});
