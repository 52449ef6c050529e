// The language of the page: the one chosen last in this browser, else the browser's own.

import {setLanguage} from '../common/catalogue.js';

const place = 'bangtin-language';

const chosen = () => {
  const kept = localStorage.getItem(place);
  if (kept === 'vi' || kept === 'en') return kept;
  return navigator.languages.find(one => /^(vi|en)\b/.test(one))?.slice(0, 2) ?? 'vi';
};

export async function useLanguage(name = chosen()) {
  let catalogue = null;
  if (name === 'vi') {
    const answer = await fetch('/web/desk/vi.mo');
    if (answer.ok) catalogue = await answer.arrayBuffer();
  }
  setLanguage(name, catalogue);
  document.documentElement.lang = name;
  for (const button of document.querySelectorAll('[data-language]'))
    button.setAttribute('aria-pressed', String(button.dataset.language === name));
}

export async function chooseLanguage(name) {
  localStorage.setItem(place, name);
  await useLanguage(name);
}
