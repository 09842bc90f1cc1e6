import { useEffect, useLayoutEffect } from 'preact/hooks';
import { Frame } from './components/frame';
import { PageTitle } from './components/page-title';
import { PAGES } from './pages/pages';
import type { Page } from './pages/page';
import { SignInPage } from './pages/sign-in-page';
import { EmptyState } from './components/states';
import { isArrival } from './state/arrival';
import { type Route, route } from './state/route';
import { session } from './state/session';
import { closeFailures } from './state/toasts';
import { useStore } from './state/use-store';

/** The whole page: the door, or what the address names. */
export function App() {
  const place = useStore(route);
  const who = useStore(session);
  const page = pageAt(place);
  const title = who.state === 'out' ? 'Sign in' : (page?.title ?? 'Not found');
  useArrival(title, `${who.state} ${place.path.join('/')}`);
  return (
    <Frame current={page?.under ?? page?.name ?? ''}>
      {who.state === 'out' ? <SignInPage why={who.why} /> : page ? <page.View route={place} /> : <Nowhere />}
    </Frame>
  );
}

function pageAt({ path: [name] }: Route): Page | undefined {
  return name === undefined ? PAGES[0] : PAGES.find((page) => page.name === name);
}

function Nowhere() {
  return (
    <>
      <PageTitle>Not found</PageTitle>
      <EmptyState title="There is no such page">
        <p>
          <a href="#/">To the pictures</a>
        </p>
      </EmptyState>
    </>
  );
}

/** Names the window after the page, and shows every page from its top. */
function useArrival(title: string, key: string): void {
  useEffect(() => {
    document.title = `${title} · Gallery`;
  }, [title, key]);
  useLayoutEffect(() => {
    if (!isArrival()) return;
    scrollTo(0, 0);
    closeFailures();
  }, [key]);
}
