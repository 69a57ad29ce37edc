/** Exits with 1 and names each field when a schema is incompatible with a released one. */
import { compatibilityProblems } from '../src/avro/released.ts';

const problems = compatibilityProblems();
for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error(
    'Give new fields a default, and keep released fields. An incompatible change needs a new topic.',
  );
  process.exitCode = 1;
}
