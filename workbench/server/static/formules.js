// Voila's front end asks for MathJax, from another host unless told otherwise. Our pages have no formulas, so this is
// all it gets: something that answers and does nothing.
window.MathJax = { Hub: { Config() {}, Configured() {}, Queue() {}, Register: { StartupHook() {} } } };
