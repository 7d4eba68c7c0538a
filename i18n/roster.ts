/** Russian as school lists write it: what the roster's reader looks for. Nothing of this is shown. */
export const rosterWords = {
  /** «7 Б класс», «класс 7Б», «кл. 7Б». */
  classWord: /кл(?:асс|\.)?(?=$|[\s\d«"])/giu,

  /** «Английский язык, гр. 2», «(подгруппа 1)», «2 группа» at the end of a title or class code. */
  group: /(?:^|[\s,;(_–—-])(?:(?:под)?гр(?:уппа|\.)?\s*№?\s*(\d{1,2})|(\d{1,2})\s*(?:под)?гр(?:уппа|\.)?)\s*\)?\s*$/iu,

  /** Latin capitals that look like the Cyrillic ones of a class: «7A» typed on the wrong layout. */
  lookalikes: {
    A: 'А',
    B: 'В',
    C: 'С',
    E: 'Е',
    H: 'Н',
    K: 'К',
    M: 'М',
    O: 'О',
    P: 'Р',
    T: 'Т',
    X: 'Х',
    Y: 'У',
  } as Record<string, string>,
};
