"""mlpviz shows how a multilayer perceptron computes and learns."""

__version__ = "0.1.0"
