import { ask, type Failure } from '../../account/editor/ask';
import { savedAccount } from '../../account/editor/present-account';
import { asText, field, whenClosed, type Form } from '../../shared/editor/form';
import { textsOf } from '../../shared/editor/text';
import { changesOf, isSame, type ModelChanges } from './model-changes';
import { ownTsl } from './own-tsl-section';
import type { PresentService } from './service';
import type { ServiceDocument, StoredService } from './stored-service';

interface Model {
  validate: string;
  services: (ServiceDocument & { module?: object })[];
}

const text = textsOf('aliyun-iot-invoke');

/**
 * Says below the service when its thing model has changed on the platform since it was picked, and takes the new one
 * over when it is told to. It looks by itself when the dialog is opened, and with the button at any time.
 */
export function attachModelNews(form: Form, service: PresentService): void {
  const row = form.root.find('#aliyun-iot-invoke-news');
  const said = row.find('#aliyun-iot-invoke-news-text');
  const take = row.find('#aliyun-iot-invoke-news-use');
  const refresh = row.find('#aliyun-iot-invoke-refresh');
  let end = (): void => undefined;
  let taken: StoredService | undefined;
  const say = (words: string, offered?: StoredService): void => {
    said.text(words);
    taken = offered;
    take.toggle(offered !== undefined);
  };
  const use = (present: StoredService, changes: ModelChanges): void => {
    service.use(present);
    say(isSame(changes) ? text('news.same') : text('news.used', { changes: wordsOf(changes) }));
  };
  const look = (isAsked: boolean): void => {
    end();
    const kept = service.stored();
    const account = savedAccount(asText(field(form, 'account').val()));
    if (!kept || !account) return;
    end = lookUpService(account, kept, isAsked, {
      found: (present) => {
        const changes = present && changesOf(kept, present);
        if (!present || !changes) say(text('news.no-service', { service: kept.service.identifier }));
        else if (isAsked) use(present, changes);
        else if (!isSame(changes)) say(text('news.changed', { changes: wordsOf(changes) }), present);
      },
      failed: ({ message }) => isAsked && say(message),
    });
    if (isAsked) say(text('picker.loading'));
  };
  const show = (): void => void row.toggle(canBeLookedUp(form, service));
  refresh.on('click', () => look(true));
  take.on('click', () => {
    const kept = service.stored();
    const changes = kept && taken && changesOf(kept, taken);
    if (taken && changes) use(taken, changes);
    refresh.trigger('focus');
  });
  service.onChange(() => {
    say('');
    show();
  });
  for (const property of ['identifier', 'tsl']) field(form, property).on('change', show);
  whenClosed(form, () => end());
  say('');
  show();
  if (canBeLookedUp(form, service)) look(false);
}

/** The node calls what it keeps, and did not get it from a TSL of its own. */
function canBeLookedUp(form: Form, service: PresentService): boolean {
  const kept = service.stored();
  if (!kept || kept.productKey === '' || ownTsl(form)) return false;
  return kept.service.identifier === asText(field(form, 'identifier').val());
}

function lookUpService(
  account: object,
  { productKey, service }: StoredService,
  refresh: boolean,
  handlers: { found: (service: StoredService | undefined) => void; failed: (failure: Failure) => void },
): () => void {
  return ask<Model>(
    'model',
    { account, productKey, refresh },
    {
      answer: ({ validate, services }) => {
        const found = services.find(({ identifier }) => identifier === service.identifier);
        if (!found) {
          handlers.found(undefined);
          return;
        }
        const present = { ...found };
        delete present.module;
        handlers.found({ productKey, validate, service: present });
      },
      failure: handlers.failed,
    },
  );
}

function wordsOf({ gone, added, other, results, mode }: ModelChanges): string {
  const lists: [string, string[]][] = [
    ['gone', gone],
    ['added', added],
    ['other', other],
  ];
  return [
    ...lists
      .filter(([, names]) => names.length > 0)
      .map(([key, names]) => text(`news.${key}`, { names: names.join(', ') })),
    ...(results ? [text('news.results')] : []),
    ...(mode ? [text('news.mode')] : []),
  ].join(text('news.semicolon'));
}
