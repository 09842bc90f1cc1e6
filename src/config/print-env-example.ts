import { CONFIG_SCHEMA } from './config.schema';

interface VariableSpec {
  readonly desc?: string;
  readonly default?: unknown;
  readonly example?: string;
}

/** The text of `.env.example`: every variable with its meaning and default, all commented out. */
export function envExample(): string {
  const blocks = Object.entries<VariableSpec>(CONFIG_SCHEMA).map(([name, spec]) => {
    const value = spec.example ?? textOf(spec.default);
    return `# ${spec.desc ?? ''}\n# ${name}=${value}\n`;
  });
  return `# Every variable has a default that runs on one machine. Printed from src/config/config.schema.ts.\n\n${blocks.join('\n')}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

if (require.main === module) process.stdout.write(envExample());
