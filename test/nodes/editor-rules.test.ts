import assert from 'node:assert/strict';
import {
  baseUrl,
  firstBroken,
  jsonObject,
  matches,
  required,
  trimmed,
  wholeNumber,
} from '../../nodes/shared/editor/rules';

describe('the rules of the dialogs', () => {
  it('want what is required, whatever it is', () => {
    assert.equal(required(''), 'required');
    assert.equal(required('0'), undefined);
  });

  it('find a blank or a line break at either end, of a variable too', () => {
    for (const bad of [' a', 'a ', 'a\n', '\ta', '${A} ']) assert.equal(trimmed(bad), 'blanks', bad);
    for (const good of ['', 'a', 'a b', '${A}']) assert.equal(trimmed(good), undefined, good);
  });

  it('match the whole text, but leave a variable to the runtime', () => {
    const rule = matches(/^[a-z]+$/, 'letters');
    for (const good of ['', 'abc', '${NAME}', 'abc-${NAME}']) assert.equal(rule(good), undefined, good);
    for (const bad of ['a1', 'a b', '${}', '$NAME']) assert.equal(rule(bad), 'letters', bad);
  });

  it('take whole numbers within their range', () => {
    const rule = wholeNumber(1, 500, 'range');
    for (const good of ['', '1', '500', '007', '${N}']) assert.equal(rule(good), undefined, good);
    for (const bad of ['0', '501', '1.5', '-1', '1e2', ' 1', 'x']) assert.equal(rule(bad), 'range', bad);
  });

  it('take a JSON object only', () => {
    for (const good of ['{}', ' {"a": 1.0} ', '${ARGS}']) assert.equal(jsonObject(good), undefined, good);
    for (const bad of ['[]', 'null', '1', '"a"', 'true']) assert.equal(jsonObject(bad), 'not-an-object', bad);
    for (const bad of ['', '{', "{'a': 1}", '{"a": ${A}}']) assert.equal(jsonObject(bad), 'not-json', bad);
  });

  it('take a base URL, or a host as the console shows it', () => {
    const good = ['https://a.example:8686/path', 'http://localhost:1', 'iot.example.com', '127.0.0.1:80'];
    for (const url of [...good, 'localhost', 'https://${HOST}']) assert.equal(baseUrl(url), undefined, url);
    const bad = [
      'cn-hangzhou',
      'ftp://a.example',
      'https://u:p@a.example',
      'https://a.example/?q',
      'https://',
    ];
    for (const url of [...bad, 'https://a.example/#f', '', 'a b.example']) {
      assert.equal(baseUrl(url), 'not-a-url', url);
    }
  });

  it('report the first rule that is broken', () => {
    assert.equal(firstBroken([required, trimmed], ''), 'required');
    assert.equal(firstBroken([trimmed, required], ' '), 'blanks');
    assert.equal(firstBroken([required, trimmed], 'a'), undefined);
  });
});
