import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_SCHEMA } from './config.schema';
import { envExample } from './print-env-example';
import { readConfig } from './service-config';

describe('the example environment', () => {
  it('names every variable once, with its meaning, commented out', () => {
    const text = envExample();

    for (const [name, { desc }] of Object.entries(CONFIG_SCHEMA)) {
      expect(text.split('\n').filter((line) => line.startsWith(`# ${name}=`))).toHaveLength(1);
      expect(text).toContain(`# ${desc}\n# ${name}=`);
    }
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });

  it('is a configuration that works when all of it is uncommented', () => {
    const pairs = [...envExample().matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]);

    const config = readConfig(Object.fromEntries(pairs) as Record<string, string>);

    expect(config).toMatchObject({ PORT: 8002, STORAGE_BUCKET: 'images' });
  });

  it('is what stands in .env.example', () => {
    expect(readFileSync(join(__dirname, '../../.env.example'), 'utf8')).toBe(envExample());
  });
});
