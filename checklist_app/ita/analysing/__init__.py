"""What a result shows: findings at single questions, strengths and weaknesses by a mark."""
