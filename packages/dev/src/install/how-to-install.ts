import { existsSync } from 'node:fs';

const commands = [
  {
    tool: '/usr/bin/apt-get',
    java: 'apt-get install -y openjdk-21-jre-headless (or temurin-21-jre by Eclipse Adoptium where it is not packaged, as in Debian 12)',
    maven: 'apt-get install -y maven',
  },
  { tool: '/usr/bin/dnf', java: 'dnf install -y java-21-openjdk-headless', maven: 'dnf install -y maven' },
  { tool: '/sbin/apk', java: 'apk add openjdk21-jre-headless', maven: 'apk add maven' },
  { tool: '/usr/bin/pacman', java: 'pacman -S jre21-openjdk-headless', maven: 'pacman -S maven' },
  { tool: '/usr/bin/zypper', java: 'zypper install java-21-openjdk-headless', maven: 'zypper install maven' },
] as const;

/** The command that installs Java or Maven with this machine's package manager. */
export function howToInstall(what: 'java' | 'maven'): string {
  const known = commands.find(({ tool }) => existsSync(tool));
  if (known) return known[what];
  return what === 'java' ? 'brew install openjdk@21' : 'brew install maven';
}
