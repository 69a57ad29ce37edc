import { afterAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findJava } from './java.ts';

const root = mkdtempSync(join(tmpdir(), 'gazette-java-'));
chmodSync(root, 0o755);

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('findJava', () => {
  it('takes the newest Java in JAVA_HOME and PATH', async () => {
    const java = await findJava({
      JAVA_HOME: aJava('998'),
      PATH: [aJava('17'), aJava('999')].map(bin).join(':'),
    });

    expect(java).toEqual({ home: join(root, '999'), version: 999 });
  });

  it('ignores a Java that cannot be run', async () => {
    const broken = join(root, 'broken');
    mkdirSync(bin(broken), { recursive: true });
    writeFileSync(join(bin(broken), 'java'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });

    const java = await findJava({ JAVA_HOME: broken, PATH: bin(aJava('999')) });

    expect(java.version).toBe(999);
  });

  it('names the Java that is too old and how to install a newer one', async () => {
    const search = findJava({ JAVA_HOME: aJava('17') }, []);

    await expect(search).rejects.toThrow(
      /^Java 21 or later is needed, the newest found is 17 in \S+ \(looked in .+\); install it with: .+$/,
    );
  });

  it('reports that there is no Java at all', async () => {
    await expect(findJava({}, [])).rejects.toThrow(/^Java 21 or later is needed, none was found/);
  });
});

/** A separate installation whose program prints what the `java` of this version prints. */
function aJava(version: string): string {
  const home = join(root, version);
  mkdirSync(bin(home), { recursive: true });
  const settings = `java.home = ${home}\njava.specification.version = ${version}\n`;
  writeFileSync(join(bin(home), 'java'), `#!/bin/sh\nprintf '${settings}' >&2\n`);
  chmodSync(join(bin(home), 'java'), 0o755);
  return home;
}

function bin(home: string): string {
  return join(home, 'bin');
}
