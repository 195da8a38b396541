import { checkLibrary } from '../package/support/library-checks';
import { checkInNodeRed } from '../package/support/node-red-checks';

interface Row {
  title: string;
  nodeRedDir: string;
  node: string;
}

// Set by scripts/matrix.mjs, which installs what is named there.
const rows = JSON.parse(process.env.MATRIX ?? '[]') as Row[];

for (const { title, nodeRedDir, node } of rows) {
  describe(`the installed package: ${title}`, function () {
    this.timeout(240_000);
    describe('as a library', () => {
      checkLibrary(node);
    });
    describe('in Node-RED', () => {
      checkInNodeRed(nodeRedDir, node);
    });
  });
}
