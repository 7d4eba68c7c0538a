import { Page } from 'puppeteer';

/** Between two looks of a wait, ms. */
const LOOK_EVERY = 50;

// By itself puppeteer looks once a frame, and a page may draw none for a while on a busy machine: then what has long
// been there is never found.
const { waitForFunction } = Page.prototype;
Page.prototype.waitForFunction = function (work, options = {}, ...args) {
  return waitForFunction.call(
    this,
    work as never,
    { polling: LOOK_EVERY, ...options },
    ...(args as unknown as never[]),
  ) as never;
};
