import test from 'ava';
import { OPTION_KEYS } from '../../config/options.ts';
import { renderSchema } from '../../config/render-schema.ts';

interface Schema {
  readonly additionalProperties: boolean;
  readonly properties: Readonly<Record<string, object>>;
}

const schema = JSON.parse(renderSchema()) as Schema;

test('the schema knows every key, and no other', (t) => {
  t.deepEqual(Object.keys(schema.properties), ['$schema', ...OPTION_KEYS]);
  t.false(schema.additionalProperties);
});

test('every type has its keywords', (t) => {
  t.like(schema.properties['proxy_port'], { type: 'integer', minimum: 0, maximum: 65535, default: 8888 });
  t.like(schema.properties['enable_mitm'], { type: 'boolean', default: true });
  t.like(schema.properties['log_level'], { enum: ['DEBUG', 'INFO', 'WARNING', 'ERROR'], default: 'INFO' });
  t.like(schema.properties['log_dir'], { type: 'string', minLength: 1 });
  t.like(schema.properties['upstream_ca_file'], { type: 'string', minLength: 0 });
  t.like(schema.properties['allow'], {
    type: 'array',
    maxItems: 500,
    items: {
      required: ['reason'],
      anyOf: ['rule', 'host', 'path', 'location', 'fingerprint'].map((one) => ({ required: [one] })),
    },
  });
  t.like(schema.properties['passthrough_hosts'], { type: 'array', maxItems: 1000, items: { type: 'string' } });
});

test('patterns mean the same with the Unicode flag, as validators compile them', (t) => {
  for (const match of renderSchema().matchAll(/"pattern": (".*")/g)) {
    t.notThrows(() => new RegExp(String(JSON.parse(match[1] ?? '')), 'u'));
  }
  for (const key of ['proxy_host', 'passthrough_hosts']) {
    const { pattern, items } = schema.properties[key] as { pattern?: string; items?: { pattern: string } };
    const host = new RegExp(pattern ?? items?.pattern ?? '', 'u');
    t.true(host.test('a.example') && !host.test('http://a.example'));
  }
});
