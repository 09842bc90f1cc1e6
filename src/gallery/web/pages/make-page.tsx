import { PageTitle } from '../components/page-title';
import type { FormValues } from '../forms/form-model';
import { fieldsOf, KIND_FORMS, type KindForm } from '../forms/kind-forms';
import { PictureForm } from '../forms/picture-form';
import { hashOf, type Route } from '../state/route';
import '../styles/make.css';

/** Asks for a new picture: `#/make/token?image_id=…` has that field filled in. */
export function MakePage({ route }: { readonly route: Route }) {
  const [portrait] = KIND_FORMS;
  const form = KIND_FORMS.find(({ kind }) => kind === route.path[1]) ?? portrait;
  if (form === undefined) return null;
  return (
    <>
      <PageTitle>Make a {form.title.toLowerCase()}</PageTitle>
      <nav class="tabs" aria-label="Kind of picture">
        {KIND_FORMS.map(({ kind, title }) => (
          <a key={kind} href={hashOf(['make', kind])} aria-current={kind === form.kind ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
      <PictureForm key={form.kind} form={form} given={givenIn(form, route.query)} />
    </>
  );
}

/** Only what the form asks for: an address is written by anybody. */
function givenIn(form: KindForm, query: Route['query']): FormValues {
  const paths = new Set(fieldsOf(form).map(({ path }) => path));
  return Object.fromEntries(Object.entries(query).filter(([path]) => paths.has(path)));
}
