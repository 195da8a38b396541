import { whenClosed, type Form } from '../../shared/editor/form';
import { line } from '../../shared/editor/line';
import { textsOf } from '../../shared/editor/text';
import { ask, messageOf } from './ask';
import { accountInDialog } from './present-account';

interface Check {
  name: string;
  ok: boolean | 'unknown';
  message: string;
  messageZh: string;
  ms?: number;
}

const text = textsOf('aliyun-iot-account');

const ICONS = { true: 'fa-check-circle', false: 'fa-times-circle', unknown: 'fa-question-circle' };

/**
 * The button that tries out the account as the dialog shows it, and a line for each thing that was tried.
 *
 * @param id of the node being edited.
 */
export function attachTest(form: Form, id: string): void {
  const button = form.root.find('#aliyun-iot-account-test');
  const results = form.root.find('#aliyun-iot-account-checks');
  let end = (): void => undefined;
  const show = (...lines: JQuery[]): void => void results.empty().append(lines);
  const finish = (...lines: JQuery[]): void => {
    button.prop('disabled', false);
    show(...lines);
  };
  button.on('click', () => {
    end();
    button.prop('disabled', true);
    show(line('fa-spinner fa-spin', text('test.running'), '<li>'));
    end = ask<{ checks: Check[] }>(
      'test',
      { account: accountInDialog(form, id) },
      {
        answer: ({ checks }) => finish(...checks.map(lineOf)),
        failure: ({ message }) => finish(line(ICONS.false, message, '<li>')),
      },
    );
  });
  // What was found holds for the values that were asked for.
  form.root.on('change', () => {
    end();
    finish();
  });
  whenClosed(form, () => end());
}

function lineOf(check: Check): JQuery {
  const time = check.ms === undefined ? '' : ` (${check.ms} ms)`;
  const kind = String(check.ok) as keyof typeof ICONS;
  const row = line(ICONS[kind], messageOf(check) + time, '<li>').attr({
    'data-check': check.name,
    'data-ok': kind,
  });
  row.find('span').prepend($('<b>').text(nameOf(check)), ' ');
  return row;
}

/** A permission is called as in a RAM policy. */
function nameOf({ name }: Check): string {
  return name.startsWith('permission:') ? name.slice('permission:'.length) : text(`test.${name}`);
}
