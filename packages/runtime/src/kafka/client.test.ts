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
// Its type takes no message, its constructor needs one.
const unknownCoordinator = Reflect.construct(KafkaJSGroupCoordinatorNotFound, ['nobody knows']) as Error;

/** As kafkajs' retrier ends what was tried often enough. */
function ranOut(cause: Error): Error {
  const metadata = { retryCount: 5, retryTime: 2000 };
  return Object.assign(new KafkaJSNumberOfRetriesExceeded(cause, metadata), { cause });
}

/** As it ends what it does not try again. */
function givenUp(cause: Error): Error {
  return Object.assign(new KafkaJSNonRetriableError(cause.message), { cause });
}

describe('another attempt may succeed', () => {
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
      case: 'nobody knows the coordinator',
      error: givenUp(unknownCoordinator),
      may: true,
    },
    { case: 'the group is silent', error: silenceOf('indexer'), may: true },
    { case: 'access is refused', error: givenUp(forbidden), may: false },
    { case: 'kafkajs breaks', error: new TypeError('x is not a function'), may: false },
    { case: 'kafkajs says so', error: new KafkaJSError('no', { retriable: false }), may: false },
  ])('where $case: $may', ({ error, may }) => {
    expect(isRetriable(error)).toBe(may);
  });
});

it('a refusal is a fault of set-up, however deep it is wrapped', () => {
  expect(classifyKafkaError(givenUp(forbidden))).toBeInstanceOf(SetupError);
});
