import {
  articleDocumentSchema,
  deadLetterDocumentSchema,
  personDocumentSchema,
  storedAnnotationsSchema,
} from '@gazette/schemas';
import type { z } from 'zod';

/** An article in a response: story bands are internal, and a summary omits the annotations. */
export const articleSchema = articleDocumentSchema
  .omit({ storyBands: true })
  .extend({ annotations: storedAnnotationsSchema.optional() });

/** An article in a response. */
export type Article = z.infer<typeof articleSchema>;

/** A person in a response. */
export const personSchema = personDocumentSchema;

/** A person in a response. */
export type Person = z.infer<typeof personSchema>;

/** A dead letter in a list: everything but the message's bytes. */
export const deadLetterSchema = deadLetterDocumentSchema.omit({ keyBytes: true, value: true });

/** A dead letter in a list. */
export type DeadLetter = z.infer<typeof deadLetterSchema>;
