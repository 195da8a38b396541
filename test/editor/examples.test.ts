import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { artifact, openSession, type FlowNode, type Session } from '../../scripts/editor/session.mjs';
import { Editor } from './editor';
import { flow } from './flows';

const FOLDER = join(__dirname, '../../examples');
const files = readdirSync(FOLDER).sort();

describe('the examples in the editor', function () {
  this.timeout(60_000);
  let session: Session;
  let editor: Editor;

  before(async () => {
    session = await openSession({ flows: flow(), width: 1400 });
    editor = new Editor(session.page);
  });
  after(() => session.close());
  afterEach(() => assert.deepEqual(session.complaints.splice(0), []));

  it('are imported from the menu one after another, without a question', async () => {
    for (const file of files) await importExample(session, file.replace('.json', ''));
    const nodes = await editor.run<FlowNode[]>('RED.nodes.createCompleteNodeSet()');
    assert.equal(nodes.filter(({ type }) => type === 'tab').length, files.length + 1);
  });

  it('are valid, and keep their distance', async () => {
    // A node has a size once it has been drawn.
    for (const [index, { id }] of tabs().entries()) {
      await editor.run(`void RED.workspaces.show('${id}')`);
      await session.page.waitForTimeout(300);
      await session.page.screenshot({ path: artifact(`example-0${index + 1}`) });
    }
    const nodes = await editor.run<{ id: string; z: string; valid: boolean; box: number[] }[]>(
      `(() => { const found = []; RED.nodes.eachNode((n) => found.push({ id: n.id, z: n.z, valid: n.valid,
        box: [n.x - n.w / 2, n.y - n.h / 2, n.x + n.w / 2, n.y + n.h / 2] })); return found; })()`,
    );
    assert.deepEqual(
      nodes.filter(({ valid }) => !valid),
      [],
    );
    for (const [index, a] of nodes.entries()) {
      for (const b of nodes.slice(index + 1).filter(({ z }) => z === a.z)) {
        const apart =
          a.box[2]! <= b.box[0]! ||
          b.box[2]! <= a.box[0]! ||
          a.box[3]! <= b.box[1]! ||
          b.box[3]! <= a.box[1]!;
        assert.ok(apart, `${a.id} and ${b.id}`);
      }
    }
  });

  it('are deployed without a question and show the Result when the button is pressed', async () => {
    await editor.run(`void RED.workspaces.show('${tabs()[0]!.id}')`);
    await editor.deploy();
    await editor.run("void RED.sidebar.show('debug')");
    await session.page.locator('[id="aliyun-iot-example-01-inject"] .red-ui-flow-node-button-button').click();
    const row = session.page.locator('.red-ui-debug-msg', { hasText: 'success' });
    await row.first().waitFor();
    const status = session.page.locator('[id="aliyun-iot-example-01-start"] .red-ui-flow-node-status-label');
    await status.filter({ hasText: /^ok$/i }).waitFor();
    await session.page.screenshot({ path: artifact('result') });
  });
});

function tabs(): FlowNode[] {
  return files.map((file) => {
    const nodes = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as FlowNode[];
    return nodes.find(({ type }) => type === 'tab')!;
  });
}

/** Menu, Import, Examples, our package, the title, Import. */
async function importExample({ page }: Session, title: string): Promise<void> {
  await page.evaluate("RED.actions.invoke('core:show-examples-import-dialog')");
  const list = page.locator('#red-ui-clipboard-dialog-import-tab-examples .red-ui-treeList-label');
  await list.filter({ hasText: 'node-red-aliyun-iot' }).last().click();
  await list.filter({ hasText: title }).last().click();
  await page.locator('#red-ui-clipboard-dialog-ok:not([disabled])').click();
  await list.first().waitFor({ state: 'hidden' });
  await page.waitForFunction(`RED.workspaces.count() > ${Number(title.slice(0, 2))}`);
}
