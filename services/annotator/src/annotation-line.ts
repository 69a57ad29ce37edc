import type { Annotations, Quote, TemporalExpression } from '@gazette/schemas';

/** The line that the `annotate` command writes for an article: the public annotations, without nulls. */
export function toAnnotationLine(id: string | number, annotations: Annotations): object {
  return {
    id,
    language: annotations.language.code,
    persons: annotations.persons.map(({ id: personId, name, aliases, roles, mentions }) => ({
      id: personId,
      name,
      aliases,
      roles,
      mentions,
    })),
    issues: annotations.issues.map(({ id: issueId, label, score, evidence }) => ({
      id: issueId,
      label,
      score,
      evidence,
    })),
    dates: annotations.dates.map(toDateLine),
    quotes: annotations.quotes.map(toQuoteLine),
  };
}

function toDateLine({ field, start, end, text, type, value, grain, from, to }: TemporalExpression): object {
  return {
    field,
    start,
    end,
    text,
    type,
    value,
    grain,
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
  };
}

function toQuoteLine({ field, start, end, text, speaker, rule, confidence }: Quote): object {
  return {
    field,
    start,
    end,
    text,
    ...(speaker === null ? {} : { speaker: toSpeakerLine(speaker) }),
    rule,
    confidence,
  };
}

function toSpeakerLine({ personId, name, start, end, text }: NonNullable<Quote['speaker']>): object {
  return {
    ...(personId === null ? {} : { personId }),
    ...(name === null ? {} : { name }),
    mention: { start, end, text },
  };
}
