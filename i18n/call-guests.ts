const RU = {
  title: 'Гости по ссылке',
  text: 'По ссылке можно войти без расширения. Каждый гость стучится, и его впускаете вы. Ссылка действует, пока идёт звонок.',
  link: 'Ссылка для гостя',
  copy: 'Скопировать',
  copied: 'Скопировано',
  copyFailed: 'Браузер не дал скопировать. Выделите ссылку и скопируйте её сами.',
};

const EN: typeof RU = {
  title: 'Guests by a link',
  text: 'With the link one comes in without the extension. Each guest knocks, and you let them in. The link works as long as the call goes on.',
  link: 'Link for a guest',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'The browser did not let it be copied. Select the link and copy it yourself.',
};

/** What who leads a call reads of its link for guests: not in the first picture of a call. */
export const guestLinkTexts = (locale: string): typeof RU => (locale === 'ru' ? RU : EN);
