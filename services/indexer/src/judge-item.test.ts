import { describe, expect, it } from '@jest/globals';
import { MessageError, SetupError } from '@gazette/schemas';
import { judgeItem } from './judge-item.ts';

describe('judgeItem', () => {
  it.each([
    { status: 200, outcome: 'delivered' },
    { status: 201, outcome: 'delivered' },
    { status: 409, type: 'version_conflict_engine_exception', outcome: 'superseded' },
  ])('reports $status as $outcome', ({ status, type, outcome }) => {
    expect(judgeItem({ status, ...(type ? { error: { type } } : {}) })).toEqual({ outcome });
  });

  it.each([
    { status: 429, type: 'rejected_execution_exception' },
    { status: 503, type: 'unavailable_shards_exception' },
    { status: 500, type: 'null_pointer_exception' },
    { status: 429, type: 'cluster_block_exception' },
  ])('retries $status $type as a transient fault', ({ status, type }) => {
    const judged = judgeItem({ status, error: { type } });

    expect(judged.outcome).toBe('again');
    expect(judged).not.toMatchObject({ error: expect.any(SetupError) });
  });

  it.each([
    { status: 401, type: 'security_exception' },
    { status: 403, type: 'cluster_block_exception' },
    { status: 404, type: 'index_not_found_exception' },
    { status: 400, type: 'strict_dynamic_mapping_exception' },
    { status: 400, type: 'index_closed_exception', reason: 'closed' },
    { status: 400, type: 'routing_missing_exception', reason: 'routing is required for [articles-v1]/[1]' },
    {
      status: 400,
      type: 'illegal_argument_exception',
      reason:
        'no write index is defined for alias [articles-write]. The write index may be explicitly disabled',
    },
    {
      status: 400,
      type: 'illegal_argument_exception',
      reason: 'pipeline with id [lost] does not exist',
    },
  ])('retries $status $type $reason as a configuration fault', ({ status, type, reason = '' }) => {
    expect(judgeItem({ status, error: { type, reason } })).toMatchObject({
      outcome: 'again',
      error: expect.any(SetupError),
    });
  });

  it.each([
    { status: 400, type: 'illegal_argument_exception', errorClass: 'illegal-argument' },
    { status: 400, type: 'mapper_parsing_exception', errorClass: 'mapper-parsing' },
  ])('refuses the message for $status $type, with the reason', ({ status, type, errorClass }) => {
    const judged = judgeItem({ status, error: { type, reason: 'why', caused_by: { reason: 'because' } } });

    expect(judged).toMatchObject({
      outcome: 'refused',
      error: { errorClass, message: expect.stringContaining('why because') },
    });
    expect(judged).toMatchObject({ error: expect.any(MessageError) });
  });
});
