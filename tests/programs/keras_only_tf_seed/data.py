import tensorflow as tf


def dataset():
    x = tf.reshape(tf.range(24, dtype=tf.float32), (12, 2)) / 24
    return tf.data.Dataset.from_tensor_slices((x, tf.reduce_sum(x, axis=1))).shuffle(12).batch(4)
