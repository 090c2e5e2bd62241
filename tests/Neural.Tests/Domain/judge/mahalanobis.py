"""Mahalanobis distances by scipy: of samples.f32 from the mean of training.f32 with its covariance.

usage: mahalanobis.py FOLDER SIZE"""
import sys
import numpy as np
from scipy.spatial.distance import mahalanobis

folder, size = sys.argv[1], int(sys.argv[2])
training, samples = (np.fromfile(f"{folder}/{name}.f32", "<f4").reshape(-1, size).astype(float) for name in ("training", "samples"))
inverse = np.linalg.inv(np.cov(training, rowvar=False))
for sample in samples:
    print(repr(mahalanobis(sample, training.mean(0), inverse)))
