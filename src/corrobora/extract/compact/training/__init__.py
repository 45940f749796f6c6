"""Training of the compact model: needs the extra ``train`` (PyTorch, onnx), which nothing else does."""
