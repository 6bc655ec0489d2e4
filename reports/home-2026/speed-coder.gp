# Draws speed-coder.svg: gnuplot speed-coder.gp
set datafile separator "\t"
set datafile missing "?"
set datafile commentschars ""
set encoding utf8
set terminal svg noenhanced size 640,732 font "DejaVu Sans,20"
set output 'speed-coder.svg'
unset key
unset border
unset xtics
unset ytics
set style fill solid 1 noborder
set style textbox noborder
set lmargin at screen 0.02813
set rmargin at screen 0.97188
set bmargin at screen 0.10383
set tmargin at screen 0.95082
set xrange [0:83.1723]
set yrange [10:0]
set xtics scale 0 textcolor rgb "#1f2328" ('0' 0, '20' 20, '40' 40, '60' 60, '80' 80)
set grid xtics back lt 1 lw 1 lc rgb "#d0d7de"
set label 'decode speed per user (tok/s)' at screen 0.5, character 0.75 center textcolor rgb "#1f2328"
set label 'needs 15 tok/s' at screen 0.19833, screen 0.96995 center textcolor rgb "#1f2328"
file = 'speed-coder.tsv'
plot file using (15):($0+0.48):(0):(0.44) skip 1 with vectors nohead lw 3 lc rgb "#1f2328", \
     file using 6:($0+0.7):($7-$6):(0) skip 1 with vectors nohead lw 5 lc rgb "#56B4E9", \
     file using ($8==1?$5:1/0):($0+0.7) skip 1 with points pt 7 ps 1.3 lc rgb "#0072B2", \
     file using ($8==0?$5:1/0):($0+0.7) skip 1 with points pt 8 ps 1.6 lw 2 lc rgb "#D55E00", \
     file using (0):($0+0.3):3 skip 1 with labels left textcolor rgb "#1f2328", \
     file using (83.1723):($0+0.3):4 skip 1 with labels right textcolor rgb "#1f2328"
unset output
