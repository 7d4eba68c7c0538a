// The system's Chromium is used (docs/architecture.md, "Browsers"): no download at install time.
module.exports = { skipDownload: true };
