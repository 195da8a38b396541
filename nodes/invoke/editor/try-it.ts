import { ask, messageOf, type Failure } from '../../account/editor/ask';
import { savedAccount } from '../../account/editor/present-account';
import { smallButton } from '../../shared/editor/buttons';
import { asText, field, whenClosed, type Form } from '../../shared/editor/form';
import { line } from '../../shared/editor/line';
import { textsOf } from '../../shared/editor/text';
import { tryRequest, type TryRequest } from './try-request';

interface Outcome {
  mode: 'sync' | 'async';
  result?: unknown;
  messageId: string;
  requestId: string;
  timings: { totalMs: number };
  warnings?: { message: string; messageZh: string }[];
}

const text = textsOf('aliyun-iot-invoke');

/** The button that calls the service with what is typed in the dialog. It asks first, since the device really acts. */
export function attachTryIt(form: Form): void {
  const button = form.root.find('#aliyun-iot-invoke-try');
  const place = form.root.find('#aliyun-iot-invoke-try-result');
  let end = (): void => undefined;
  const show = (...parts: JQuery[]): void => {
    place.empty().append(parts);
    place.get(0)?.scrollIntoView({ block: 'nearest' });
  };
  const call = (request: TryRequest): void => {
    const account = savedAccount(asText(field(form, 'account').val()));
    if (!account) {
      show(line('fa-times-circle', text('picker.no-account')));
      return;
    }
    button.prop('disabled', true);
    show(line('fa-spinner fa-spin', text('try.calling')));
    const finish = (...parts: JQuery[]): void => {
      button.prop('disabled', false).trigger('focus');
      show(...parts);
    };
    end = ask<Outcome>(
      'invoke',
      { account, request },
      {
        answer: (outcome) => finish(...outcomeLines(outcome)),
        failure: (failure) => finish(...failureLines(failure)),
      },
    );
  };
  const finishAsking = (): void => {
    show();
    button.trigger('focus');
  };
  button.on('click', () => {
    const request = tryRequest(form);
    if (typeof request === 'string') {
      show(line('fa-times-circle', request));
      return;
    }
    show(...question(request, () => call(request), finishAsking));
    place.find('button').first().trigger('focus');
  });
  const target = field(form, 'target');
  const offer = (): void => {
    const isList = target.val() === 'list';
    button.prop('disabled', isList);
    place.empty().append(isList ? [line('fa-info-circle', text('try.list'))] : []);
  };
  target.on('change', offer);
  offer();
  whenClosed(form, () => end());
}

function question(request: TryRequest, yes: () => void, no: () => void): JQuery[] {
  const device = request.iotId ?? `${request.deviceName ?? ''} (${request.productKey ?? ''})`;
  const sentence = text('try.question', { service: request.identifier, device });
  const buttons = $('<p>').append(
    smallButton(text('try.yes'), yes).addClass('primary'),
    ' ',
    smallButton(text('try.no'), no),
  );
  return [line('fa-question-circle', sentence), buttons];
}

function outcomeLines({ mode, result, messageId, requestId, timings, warnings = [] }: Outcome): JQuery[] {
  const isSync = mode === 'sync';
  return [
    line('fa-check-circle', text(`try.${mode}`, { ms: timings.totalMs })),
    preformatted(isSync ? result : messageId),
    ...warnings.map((warning) => line('fa-exclamation-triangle', messageOf(warning))),
    requestLine(requestId),
  ];
}

function failureLines(failure: Failure): JQuery[] {
  const { message, executed, requestId, result } = failure;
  return [
    line('fa-times-circle', message),
    ...(executed ? [line('fa-fw', text(`try.executed.${executed}`))] : []),
    ...(result === undefined ? [] : [preformatted(result)]),
    ...(requestId ? [requestLine(requestId)] : []),
  ];
}

function requestLine(requestId: string): JQuery {
  return line('fa-fw', `RequestId: ${requestId}`);
}

function preformatted(value: unknown): JQuery {
  return $('<pre>').text(typeof value === 'string' ? value : JSON.stringify(value, null, 2));
}
