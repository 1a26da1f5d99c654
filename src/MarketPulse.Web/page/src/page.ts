// The page: header, the view of the address, footer.

import { h } from './dom';
import { SourceError, type Source } from './source';
import { themeButton } from './theme';
import { startTips } from './tip';
import { event } from './views/event';
import { footer } from './views/footer';
import { instrument, instruments } from './views/instrument';
import { keyForm } from './views/key';
import { overview } from './views/overview';
import { scenario } from './views/scenario';
import { track } from './views/track';
import type { View, ViewContext } from './views/view';

export function startPage(source: Source, remarks: string[] = []): void {
  const main = document.getElementById('main')!;
  const foot = document.getElementById('footer')!;
  document.getElementById('tools')!.append(themeButton());
  startTips();
  let current = new AbortController();
  let first = true;
  addEventListener('hashchange', () => void show());
  void show();

  async function show(): Promise<void> {
    current.abort();
    const mine = (current = new AbortController());
    main.setAttribute('aria-busy', 'true');
    let view: View;
    try {
      view = await route({ source, signal: mine.signal, go: (hash) => (location.hash = hash) });
    } catch (error) {
      view = failed(error);
    }

    if (mine.signal.aborted) {
      return;
    }

    const title = h('h1', { tabindex: -1 }, view.title);
    main.replaceChildren(title, ...view.content);
    main.removeAttribute('aria-busy');
    document.title = `${view.title} · MarketPulse`;
    markCurrent();
    if (!first) {
      scrollTo(0, 0);
      title.focus();
    }

    first = false;
    foot.replaceChildren(...remarks.map((remark) => h('p', {}, remark)), ...(await footer(source).catch(() => [])));
  }

  function failed(error: unknown): View {
    return error instanceof SourceError && error.status === 401
      ? keyForm(() => void show())
      : { title: 'Something went wrong', content: [h('p', { role: 'alert' }, error instanceof Error ? error.message : String(error))] };
  }
}

function route(context: ViewContext): Promise<View> {
  const [kind, ...rest] = location.hash.replace(/^#\/?/, '').split('/');
  const argument = decodeURIComponent(rest.join('/'));
  switch (kind) {
    case 'event':
      return event(context, argument);
    case 'instrument':
      return instrument(context, argument);
    case 'instruments':
      return instruments(context);
    case 'scenario':
      return scenario(context, argument);
    case 'track':
      return track(context, argument);
    case 'range':
      return overview(context, argument);
    default:
      return overview(context, '');
  }
}

function markCurrent(): void {
  const place = location.hash.replace(/^#\/?/, '').split('/')[0] ?? '';
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.top nav a')) {
    const target = link.getAttribute('href')!.replace(/^#\/?/, '');
    const here = target === place || (target === '' && place === 'range') || (target === 'instruments' && place === 'instrument');
    here ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  }
}
