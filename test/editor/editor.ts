import type { Locator, Page } from 'playwright-core';

/** What a person does in the editor, as the tests need it. Node-RED animates its dialogs, so each step waits for its end. */
export class Editor {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Runs an expression in the page. */
  run<T>(expression: string): Promise<T> {
    return this.page.evaluate<T>(expression);
  }

  async openNode(id: string): Promise<void> {
    await this.run(`void RED.editor.edit(RED.nodes.node(${JSON.stringify(id)}))`);
    await this.page.locator('#node-dialog-ok').waitFor();
    await this.settle();
  }

  /** Opens an account by itself; `_ADD_` makes a new one. */
  openAccount(id: string): Promise<void> {
    return this.openConfig('aliyun-iot-account', id);
  }

  /** The same for a config node of any type. */
  async openConfig(type: string, id: string): Promise<void> {
    await this.run(`void RED.editor.editConfig('', ${JSON.stringify(type)}, ${JSON.stringify(id)})`);
    await this.page.locator('#node-config-dialog-ok').waitFor();
    await this.settle();
  }

  /** Presses Done (or Update, or Cancel) of the uppermost dialog. */
  async close(
    button: 'node-dialog-ok' | 'node-dialog-cancel' | `node-config-dialog-${'ok' | 'cancel'}`,
  ): Promise<void> {
    await this.page.locator(`#${button}`).click();
    await this.page.locator(`#${button}`).waitFor({ state: 'detached' });
    await this.settle();
  }

  /** Deploys, through the question that Node-RED asks about nodes that are not valid. */
  async deploy(): Promise<void> {
    const posted = this.page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/flows'),
    );
    await this.page.locator('#red-ui-header-button-deploy:not(.disabled)').click();
    const confirm = this.page.locator('.red-ui-notification .ui-dialog-buttonset button.primary');
    await Promise.race([posted, confirm.click().catch(() => undefined)]);
    await posted;
    await this.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  }

  /** The plain input of a property in the open dialog. */
  field(property: string): Locator {
    return this.page.locator(`#node-input-${property}, #node-config-input-${property}`);
  }

  /** The visible part of a typed input. */
  widget(property: string): Locator {
    return this.page.locator(`#node-input-${property} + .red-ui-typedInput-container`);
  }

  /** Sets a typed input through its menu and its text box, as a person does. */
  async setTyped(property: string, type: string, value?: string): Promise<void> {
    const choice = this.page.locator(`.red-ui-typedInput-options:visible a[value="${type}"]`);
    while ((await this.typeOf(property)) !== type) {
      await this.widget(property).locator('.red-ui-typedInput-type-select').click();
      // A list of suggestions that is just closing can swallow that click.
      await choice.click({ timeout: 2000 }).catch(() => undefined);
    }
    if (value === undefined) return;
    const box = this.widget(property).locator('input.red-ui-typedInput-input');
    await box.fill(value);
    await box.press('End');
    await box.blur();
    await this.leaveSuggestions();
  }

  /** Clicks beside an open list of suggestions: when it closes, Node-RED focuses its field again and may scroll there. */
  private async leaveSuggestions(): Promise<void> {
    const suggestions = this.page.locator('.red-ui-autoComplete-container:visible');
    if ((await suggestions.count()) === 0) return;
    await this.page.locator('.red-ui-tray-header').last().click();
    await suggestions.waitFor({ state: 'hidden' });
  }

  /** The type that a typed input of the open dialog is set to. */
  typeOf(property: string): Promise<string> {
    return this.run(`$('#node-input-${property}').typedInput('type')`);
  }

  /** Fills a plain input, leaving it so that it is checked. */
  async fill(property: string, value: string): Promise<void> {
    await this.field(property).fill(value);
    await this.field(property).blur();
  }

  /** Whether the open dialog marks a field as wrong. */
  async isMarked(property: string): Promise<boolean> {
    return (await this.field(property).getAttribute('class'))?.includes('input-error') ?? false;
  }

  /** What the editor shows when the mouse rests on a field. */
  async tooltip(target: Locator): Promise<string> {
    await target.hover();
    const popover = this.page.locator('.red-ui-popover:visible').last();
    await popover.waitFor();
    const text = await popover.innerText();
    await this.page.mouse.move(0, 0);
    await popover.waitFor({ state: 'detached' });
    return text.trim();
  }

  /** Why Node-RED takes a node for invalid; empty when it is valid. */
  reasons(id: string): Promise<string[]> {
    const node = `RED.nodes.node(${JSON.stringify(id)})`;
    return this.run(`(RED.editor.validateNode(${node}), ${node}.validationErrors)`);
  }

  /** The trays slide in and out. */
  private async settle(): Promise<void> {
    await this.page.waitForFunction(
      "$('.red-ui-tray:animated').length === 0 && !$('.red-ui-tray').is('.red-ui-tray-closing')",
    );
    await this.page.waitForTimeout(350);
  }
}
