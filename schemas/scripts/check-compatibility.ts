/** Fails, naming each field, when a schema breaks compatibility with a released one. */
import { compatibilityProblems } from '../src/avro/released.ts';

const problems = compatibilityProblems();
for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error(
    'Give a new field a default, keep a released one, or make an incompatible change in a new topic.',
  );
  process.exitCode = 1;
}
