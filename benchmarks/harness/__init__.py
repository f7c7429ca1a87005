"""What the questions of benchmarks/ share: start the contenders, measure, print, clean up."""
