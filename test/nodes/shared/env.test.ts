import assert from 'node:assert/strict';
import { expand, missingTexts } from '../../../nodes/shared/env';
import { onceEach } from '../../../nodes/shared/once-each';

describe('expand', () => {
  const variables: Record<string, unknown> = {
    HOST: 'iot.example',
    PORT: 8686,
    EMPTY: '',
    ON: false,
    LIST: [1],
  };
  const lookup = (name: string): unknown => variables[name];

  it('replaces variables anywhere in a text', () => {
    assert.deepEqual(expand('https://${HOST}:${PORT}/x', lookup), {
      text: 'https://iot.example:8686/x',
      missing: [],
    });
  });

  it('leaves a text without variables as it is', () => {
    assert.deepEqual(expand('a$b{c}${', lookup), { text: 'a$b{c}${', missing: [] });
  });

  it('names variables that are unset or empty and leaves them in place', () => {
    assert.deepEqual(expand('${NONE}-${HOST}-${EMPTY}', lookup), {
      text: '${NONE}-iot.example-${EMPTY}',
      missing: ['NONE', 'EMPTY'],
    });
  });

  it('writes values that are no text as JSON', () => {
    assert.equal(expand('${ON} ${LIST}', lookup).text, 'false [1]');
  });

  it('does not replace again what a variable brought', () => {
    assert.equal(expand('${A}', () => '${HOST} $& $1').text, '${HOST} $& $1');
  });

  it('says which variables are missing in both languages', () => {
    assert.match(missingTexts(['A']).en, /variable A is not set/);
    assert.match(missingTexts(['A', 'B']).en, /variables A, B are not set/);
    assert.match(missingTexts(['A', 'B']).zh, /环境变量 A, B 未设置/);
  });
});

describe('onceEach', () => {
  it('tells each text once, and not without end', () => {
    const told: string[] = [];
    const tell = onceEach((text) => void told.push(text));
    tell('a');
    tell('b');
    tell('a');
    assert.deepEqual(told, ['a', 'b']);
    for (let n = 0; n < 1000; n += 1) tell(String(n));
    assert.equal(told.length, 50);
  });
});
