import assert from 'node:assert/strict';
import { readOwnTsl, withModules, type OwnTsl } from '../../../nodes/invoke/editor/own-tsl';

function tsl(productKey: string, ...identifiers: string[]): OwnTsl {
  const services = identifiers.map((identifier) => {
    const [id, own] = identifier.split(':');
    const module = own && { module: { id: id!, name: id! } };
    return { identifier, name: identifier, inputData: [], outputData: [], ...module };
  });
  return { productKey, validate: 'strong', services };
}

function identifiersOf({ services }: OwnTsl): string[] {
  return services.map(({ identifier }) => identifier);
}

describe('the TSL that an invoke node keeps', () => {
  it('gets modules one by one, the default one first, and each once', () => {
    const heat = withModules(undefined, tsl('', 'heat:on'), ['heat']);
    const both = withModules(heat, tsl('a1Valve', 'open', 'close'), ['']);
    assert.deepEqual(identifiersOf(both), ['open', 'close', 'heat:on']);
    assert.equal(both.productKey, 'a1Valve');
    const newer = withModules(both, { ...tsl('', 'heat:off'), validate: 'weak' }, ['heat']);
    assert.deepEqual(identifiersOf(newer), ['open', 'close', 'heat:off']);
    assert.deepEqual([newer.productKey, newer.validate], ['a1Valve', 'weak']);
  });

  it('loses a module that has no services any more', () => {
    const both = withModules(tsl('a1Valve', 'open', 'heat:on'), tsl('a1Valve', 'close'), ['', 'heat']);
    assert.deepEqual(identifiersOf(both), ['close']);
  });

  it('does not mix the modules of two products', () => {
    const other = withModules(tsl('a1Valve', 'open'), tsl('a1Pump', 'heat:on'), ['heat']);
    assert.deepEqual(identifiersOf(other), ['heat:on']);
    assert.equal(other.productKey, 'a1Pump');
  });

  it('is read as it was written, and what is no such thing as nothing', () => {
    const kept = tsl('a1Valve', 'open', 'heat:on');
    assert.deepEqual(readOwnTsl(JSON.stringify(kept)), kept);
    assert.equal(readOwnTsl(JSON.stringify({ ...kept, validate: 'harsh' }))?.validate, 'strong');
    for (const bad of ['', '{', 'null', '[]', '{"services":{}}', '{"services":[null]}', '{"services":[{}]}'])
      assert.equal(readOwnTsl(bad), undefined, bad);
  });
});
