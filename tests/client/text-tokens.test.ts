import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokenize } from '../../components/chat/text-tokens.ts';
import type { Person } from '../../protocol/people.ts';

const links = (text: string) => tokenize(text).flatMap((token) => (token.kind === 'link' ? [token.href] : []));
const person = (id: string, givenName: string, familyName: string): Person => {
  return { id, role: 'pupil', givenName, familyName };
};

describe('links', () => {
  test.each([
    ['https://school.example/план', 'https://school.example/%D0%BF%D0%BB%D0%B0%D0%BD'],
    ['Смотрите http://a.example:8080/x?y=1#z.', 'http://a.example:8080/x?y=1#z'],
    ['www.school.example', 'https://www.school.example/'],
    [
      '(https://ru.wikipedia.org/wiki/Е_(буква))',
      'https://ru.wikipedia.org/wiki/%D0%95_(%D0%B1%D1%83%D0%BA%D0%B2%D0%B0)',
    ],
    ['https://школа.рф/7б', 'https://xn--80atdl2c.xn--p1ai/7%D0%B1'],
    ['пишите на anna@school.example, жду', 'mailto:anna@school.example'],
    ['mailto:anna@school.example?body=x', 'mailto:anna@school.example'],
    ['HTTPS://School.Example', 'https://school.example/'],
  ])('S7 LINK1 «%s» has a link', (text, href) => {
    expect(links(text)).toEqual([href]);
  });

  test.each([
    ['a script', 'javascript:alert(1)'],
    ['a script after a line', 'https:\njavascript:alert(1)'],
    ['a script in other letters', 'JaVaScRiPt:alert(1)//https'],
    ['data', 'data:text/html,<script>alert(1)</script>'],
    ['a file', 'file:///etc/passwd'],
    ['ftp', 'ftp://files.example/x'],
    ['a blob', 'blob:https'],
    ['the extension’s own page', 'chrome-extension://abc/options.html'],
    ['an intent', 'intent://scan/#Intent;scheme=zxing;end'],
    ['no scheme', '//school.example/x'],
    ['a sentence without a space', 'с. 87.Подробнее'],
    ['a file name', 'отчёт.py и README.md'],
    ['a name and password inside', 'https://vk.com@evil.example/'],
    ['a name inside', 'https://user:pass@evil.example/'],
    ['a right-to-left override', 'https://school.example/\u202Egnp.exe'],
    ['a right-to-left override in the host', 'https://\u202Emoc.elgoog/'],
    ['a zero-width space', 'https://scho\u200Bol.example'],
    ['a soft hyphen', 'https://sch\u00ADool.example'],
    ['a Cyrillic letter in a Latin name', 'https://gооgle.com'],
    ['a Cyrillic name drawn like a Latin one', 'https://аррӏе.com'],
    ['a Cyrillic letter in an e-mail', 'anna@schооl.example'],
    ['a Greek letter', 'https://gοogle.com'],
    ['full-width letters', 'https://ｖk.com'],
    ['punycode that hides its letters', 'https://xn--80ak6aa92e.com'],
  ])('S7 LINK2 %s is no link', (_name, text) => {
    expect(links(text)).toEqual([]);
  });

  test('S7 LINK3 whatever is written, the pieces are the text, and every address is https, http or mailto', () => {
    const scheme = fc.constantFrom('javascript:', 'data:', 'https://', 'http://', 'www.', '@', 'mailto:', '//', '');
    const piece = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), scheme, fc.webUrl(), fc.emailAddress());
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('');
        const tokens = tokenize(text, [person('a', 'Анна', 'Иванова')]);
        expect(tokens.map((token) => token.text).join('')).toBe(text);
        for (const token of tokens) {
          if (token.kind === 'link') expect(['https:', 'http:', 'mailto:']).toContain(new URL(token.href).protocol);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('mentions', () => {
  const anna = person('anna', 'Анна', 'Иванова');
  const other = person('other', 'Анна', 'Иванова-Петрова');

  test('MSG28 a mention is found by the name, the longer name first, and links beside it stay links', () => {
    const tokens = tokenize('@Анна Иванова-Петрова и @Анна Иванова: https://a.example', [anna, other]);
    expect(tokens.map((token) => [token.kind, token.kind === 'mention' ? token.personId : token.text])).toEqual([
      ['mention', 'other'],
      ['text', ' и '],
      ['mention', 'anna'],
      ['text', ': '],
      ['link', 'https://a.example'],
    ]);
  });

  test('MSG28 a name that nobody mentioned is a text', () => {
    expect(tokenize('@Анна Иванова')).toEqual([{ kind: 'text', text: '@Анна Иванова' }]);
  });
});
